import { useQuery } from "@tanstack/react-query";
import { api, meQuery } from "../../../api";
import { i18n } from "../../../i18n";
import { Button } from "../../../ui";
import { StepHeading } from "../security/step-heading";

async function work(workspace: string) {
  await api.post("auth/switch", { workspace });
  window.location.assign("/");
}

/** Where those stop whose network the workspace does not let in. */
export function Elsewhere({ onAgain }: { onAgain: () => void }) {
  const { data: me } = useQuery(meQuery);
  const others = me?.workspaces.filter(({ id }) => id !== me.workspace.id) ?? [];
  return (
    <>
      <StepHeading title={i18n._({ id: "settings.elsewhere", message: "Not from this network" })}>
        {i18n._({
          id: "settings.elsewhere.text",
          message: "{workspace} can only be reached from networks that its administrators allow.",
          values: { workspace: me?.workspace.name ?? "Kith" },
        })}
      </StepHeading>
      <div className="flex flex-col items-start gap-3">
        <Button variant="primary" onClick={onAgain}>
          {i18n._({ id: "settings.elsewhere.again", message: "Try again" })}
        </Button>
        {others.map(({ id, name }) => (
          <Button key={id} onClick={() => void work(id)}>
            {i18n._({ id: "settings.elsewhere.work", message: "Work in {name}", values: { name } })}
          </Button>
        ))}
      </div>
    </>
  );
}
