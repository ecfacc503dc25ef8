import { useRouter } from "@tanstack/react-router";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";
import { pageAfterSwitch } from "./page-after-switch";

/** Works in another of the person's workspaces from now on. */
export function useSwitchWorkspace(): (id: string) => Promise<void> {
  const router = useRouter();
  return async (id) => {
    try {
      await api.post("auth/switch", { workspace: id });
    } catch (error) {
      notify({
        tone: "danger",
        message:
          asProblem(error)?.message ??
          i18n._({ id: "app.switch.failed", message: "You are still in this workspace: the switch did not work." }),
      });
      return;
    }
    // Nothing of the old workspace may be seen in the new one, so the page starts afresh.
    window.location.assign(router.history.createHref(pageAfterSwitch(router.state.location.pathname)));
  };
}
