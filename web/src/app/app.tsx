import { CSPProvider } from "@base-ui/react/csp-provider";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Toaster } from "../ui/toast/toaster";
import type { makeRouter } from "./router";

export interface AppProps {
  queryClient: QueryClient;
  router: ReturnType<typeof makeRouter>;
}

export function App({ queryClient, router }: AppProps) {
  return (
    // Style elements made at run time would break the content security policy; theme.css has their rules.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </CSPProvider>
  );
}
