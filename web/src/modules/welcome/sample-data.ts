import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, asProblem } from "../../api";
import { i18n } from "../../i18n";
import { notify } from "../../ui";

/** Loads or removes the sample records; afterwards nothing that was fetched is true any more. */
export function useSampleData() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (load: boolean) =>
      load ? api.post<void>("workspace/sample_data") : api.delete("workspace/sample_data"),
    onSuccess: async (_, load) => {
      await queryClient.invalidateQueries();
      notify({
        message: load
          ? i18n._({ id: "welcome.sample.loaded", message: "Sample data is ready. Look around." })
          : i18n._({
              id: "welcome.sample.removed",
              message: "Sample data removed. What you added yourself is still there.",
            }),
      });
    },
    onError: (error) =>
      notify({
        tone: "danger",
        message: asProblem(error)?.message ?? i18n._({ id: "welcome.sample.failed", message: "That did not work." }),
      }),
  });
}
