import { i18n } from "../../../i18n";
import { Button, EmptyState } from "../../../ui";
import { endViewing } from "./calls";

/** Where one lands who can no longer see Kith as somebody else. */
export function ViewingOverPage() {
  return (
    <EmptyState
      title={i18n._({ id: "viewing.over.title", message: "You see Kith as yourself again" })}
      actions={
        <Button variant="primary" onClick={() => void endViewing()}>
          {i18n._({ id: "viewing.over.go_on", message: "Go on" })}
        </Button>
      }
    >
      {i18n._({ id: "viewing.over.text", message: "The time is over, the consent was taken back, or rights changed." })}
    </EmptyState>
  );
}
