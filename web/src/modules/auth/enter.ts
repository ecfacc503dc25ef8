import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { asProblem, type Me, meQuery } from "../../api";

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

const mostTries = 10;

/** Signs in, by itself once more when so many do at once that the server asks to come again. */
export async function inTurn<T>(signIn: () => Promise<T>, onWait: () => void): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await signIn();
    } catch (error) {
      const problem = asProblem(error);
      if (problem?.status !== 503 || problem.retryAfter === undefined || tries === mostTries) throw error;
      onWait();
      // Not all at the same moment again.
      const pause = problem.retryAfter * (0.75 + Math.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }
}
