import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { type ApiProblem, asProblem, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import {
  fieldNamed,
  historyKey,
  type RecordToolProps,
  titleOf,
  useGo,
  useMe,
  useSchema,
  useWrites,
} from "../../records";
import { Button, Dialog, Field, notify, Textarea } from "../../ui";
import { ChoiceRow } from "./choice-row";

/** The types whose records are somebody who was on the telephone. */
const somebody = ["contact", "lead"];

/** Notes a call that has just ended: what came of it, a few words, Enter. */
export function LogCallDialog({ type, record, onClose }: RecordToolProps) {
  const client = useQueryClient();
  const go = useGo();
  const me = useMe();
  const activity = typeNamed(useSchema(), "activity");
  const writes = useWrites(activity ?? type);
  const [direction, setDirection] = useState("outbound");
  const [result, setResult] = useState("answered");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  if (activity === undefined) return null;
  const name = titleOf(type, record);

  const save = async () => {
    if (busy) return;
    setBusy(true);
    try {
      const made = await writes.create({
        kind: "call",
        subject: i18n._({ id: "activities.call_with", message: "Call with {name}", values: { name } }).slice(0, 300),
        regarding: { id: record.id, title: name, type: type.name },
        owner: me.person,
        done_at: new Date().toISOString(),
        call_direction: direction,
        call_result: result,
        ...(note.trim() === "" ? {} : { body: note.trim() }),
        ...(somebody.includes(type.name) ? { participants: [{ id: record.id, title: name, type: type.name }] } : {}),
      });
      await client.invalidateQueries({ queryKey: historyKey(type.plural, record.id) });
      onClose();
      notify({
        message: i18n._({ id: "activities.call_logged", message: "Call logged" }),
        action: {
          label: i18n._({ id: "activities.open", message: "Open" }),
          run: () => go.record(activity.plural, made.id),
        },
      });
    } catch (error) {
      const refused = asProblem(error);
      if (refused === undefined) throw error;
      setProblem(refused);
    } finally {
      setBusy(false);
    }
  };
  const saveByEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={i18n._({ id: "activities.log_call_with", message: "Log a call with {name}", values: { name } })}
      footer={
        <>
          <Button onClick={onClose}>{i18n._({ id: "activities.cancel", message: "Cancel" })}</Button>
          <Button variant="primary" busy={busy} onClick={() => void save()}>
            {i18n._({ id: "activities.log", message: "Log call" })}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter saves wherever one is in the form */}
      <div className="flex flex-col gap-4" onKeyDown={saveByEnter}>
        <ChoiceRow field={fieldNamed(activity, "call_direction")} value={direction} onChange={setDirection} />
        <ChoiceRow field={fieldNamed(activity, "call_result")} value={result} onChange={setResult} />
        <Field
          label={i18n._({ id: "activities.note", message: "Note" })}
          help={i18n._({ id: "activities.enter_saves", message: "Enter saves, Shift and Enter begins a new line." })}
        >
          {(control) => (
            <Textarea {...control} autoFocus rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        {problem !== undefined && (
          <p role="alert" className="text-danger">
            {problem.errors.map(({ message }) => message).join(" ") || problem.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}
