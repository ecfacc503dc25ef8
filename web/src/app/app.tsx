import { CSPProvider } from "@base-ui/react/csp-provider";
import { I18nProvider } from "@lingui/react";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { i18n } from "../i18n";
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
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Toaster />
        </QueryClientProvider>
      </I18nProvider>
    </CSPProvider>
  );
}
