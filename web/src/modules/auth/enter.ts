import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type Me, meQuery } from "../../api";

/** Goes in with what signing in answered, so that nobody waits for it twice. */
export function useEnter(): (me: Me, to: string) => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async (me, to) => {
    queryClient.clear();
    queryClient.setQueryData(meQuery.queryKey, me);
    router.history.push(to);
  };
}
