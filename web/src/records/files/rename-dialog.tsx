import { useRef, useState } from "react";
import { i18n } from "../../i18n";
import { Button, Dialog, Input } from "../../ui";

interface RenameDialogProps {
  name: string;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for another name of a file; what stands before its ending is marked. */
export function RenameDialog({ name, onName, onClose }: RenameDialogProps) {
  const [text, setText] = useState(name);
  const form = useRef<HTMLFormElement>(null);
  const next = text.trim();
  return (
    <Dialog
      open
      width="small"
      onClose={onClose}
      title={i18n._({ id: "files.rename.title", message: "Rename the file" })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" disabled={next === ""} onClick={() => form.current?.requestSubmit()}>
            {i18n._({ id: "files.rename", message: "Rename" })}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (next === "") return;
          onClose();
          if (next !== name) onName(next);
        }}
      >
        <Input
          aria-label={i18n._({ id: "files.name", message: "Name of the file" })}
          value={text}
          className="w-full"
          onFocus={(event) => {
            const dot = event.target.value.lastIndexOf(".");
            event.target.setSelectionRange(0, dot > 0 ? dot : event.target.value.length);
          }}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
