import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { i18n } from "../../i18n";
import { changesetQuery, undo } from "../../records";
import { Button, buttonClass } from "../../ui";

/** Takes a whole import back, or says that it was. An import that changed nothing, or is another's, has neither. */
export function UndoImport({ id }: { id: string }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { data: changes } = useQuery({ ...changesetQuery(id), retry: false });
  if (changes === undefined) return null;
  if (changes.undone_by !== null) {
    return (
      <Link to="/settings/changes/$id" params={{ id: changes.undone_by }} className={buttonClass("plain")}>
        {i18n._({ id: "imports.undone", message: "This import was undone" })}
      </Link>
    );
  }
  const run = async () => {
    setBusy(true);
    await undo(client, { path: `imports/${id}` });
    setBusy(false);
  };
  return (
    <Button busy={busy} icon={<Undo2 aria-hidden="true" className="size-3.5" />} onClick={() => void run()}>
      {i18n._({ id: "imports.undo", message: "Undo import" })}
    </Button>
  );
}
