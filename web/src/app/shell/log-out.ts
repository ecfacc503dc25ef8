import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { forgetSteps } from "../../records/data/undo";
import { notify } from "../../ui";
import { forgetRecent } from "../recent";

/** Ends the session and takes what it left on this device with it. */
export function useLogOut(): () => Promise<void> {
  const router = useRouter();
  const queryClient = useQueryClient();
  return async () => {
    try {
      await api.post("auth/logout");
    } catch (error) {
      // A session that is already over is what was asked for.
      if (asProblem(error)?.status !== 401) {
        notify({
          tone: "danger",
          message: i18n._({ id: "app.log_out.failed", message: "You are still logged in: Kith cannot be reached." }),
        });
        return;
      }
    }
    forgetRecent();
    forgetSteps();
    await router.navigate({ to: "/login" });
    queryClient.clear();
  };
}
