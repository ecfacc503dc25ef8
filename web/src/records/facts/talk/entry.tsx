import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { i18n } from "../../../i18n";
import { Button, Checkbox } from "../../../ui";
import { MentionInput } from "../../fields/mention-input";

interface EntryProps {
  label: string;
  save: string;
  /** The text that is changed; nothing for a new one. */
  text?: string;
  focused: boolean;
  choosesPrivate?: boolean;
  /** Answers whether it was saved; what was not stays to be sent again. */
  onSave: (said: { body: string; private: boolean }) => Promise<boolean>;
  onCancel: () => void;
}

/** A box for what somebody says: Ctrl+Enter sends it, Escape leaves it. */
export function Entry({
  label,
  save,
  text: given = "",
  focused,
  choosesPrivate = false,
  onSave,
  onCancel,
}: EntryProps) {
  const [text, setText] = useState(given);
  const [isPrivate, setPrivate] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focused) form.current?.querySelector("textarea")?.focus();
  }, [focused]);

  const submit = async () => {
    const body = text.trim();
    if (body === "") return;
    setText("");
    if (await onSave({ body, private: isPrivate })) setPrivate(false);
    // Not over what was typed meanwhile.
    else setText((typed) => (typed === "" ? body : typed));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && (given !== "" || text === "")) onCancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form
      ref={form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      className="flex flex-col gap-2"
    >
      <MentionInput
        aria-label={label}
        placeholder={label}
        rows={text === "" ? 1 : 3}
        value={text}
        onValue={setText}
        onKeyDown={press}
        className="resize-none"
      />
      {(text !== "" || given !== "") && (
        <div className="flex flex-wrap items-center justify-end gap-2">
          {choosesPrivate && (
            <span className="me-auto">
              <Checkbox checked={isPrivate} onChange={setPrivate}>
                {i18n._({ id: "talk.private", message: "Only for those I mention" })}
              </Checkbox>
            </span>
          )}
          {given !== "" && (
            <Button size="small" onClick={onCancel}>
              {i18n._({ id: "talk.cancel", message: "Cancel" })}
            </Button>
          )}
          <Button type="submit" variant="primary" size="small">
            {save}
          </Button>
        </div>
      )}
    </form>
  );
}
