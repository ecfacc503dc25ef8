import { type TypeSchema, typeNamed } from "../../api";
import { formatNumber, i18n, inSentence } from "../../i18n";
import { Button, Dialog, TypeIcon } from "../../ui";
import { useSchema } from "../data/schema";
import type { Counts } from "./removal";

interface RemoveDialogProps {
  type: TypeSchema;
  /** How many records are to go. */
  count: number;
  /** What goes along, having no meaning alone. */
  along: Counts;
  /** What stays and goes on pointing at them. */
  pointing: Counts;
  onAnswer: (goOn: boolean) => void;
}

/** What moving records to the trash does to others, before it is done. */
export default function RemoveDialog({ type, count, along, pointing, onAnswer }: RemoveDialogProps) {
  return (
    <Dialog
      open
      width="small"
      onClose={() => onAnswer(false)}
      title={
        count === 1
          ? i18n._({
              id: "records.remove.title",
              message: "Move this {type} to the trash?",
              values: { type: inSentence(type.label) },
            })
          : i18n._({
              id: "records.remove.title_many",
              message: "Move {count} {types} to the trash?",
              values: { count: formatNumber(count), types: inSentence(type.plural_label) },
            })
      }
      description={i18n._({
        id: "records.remove.text",
        message: "It can be undone, and restored from the trash with all that goes along.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={() => onAnswer(false)}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="danger" onClick={() => onAnswer(true)}>
            {i18n._({ id: "records.menu.delete", message: "Move to the trash" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Affected title={i18n._({ id: "records.remove.along", message: "Goes along" })} counts={along} />
        <Affected
          title={
            count === 1
              ? i18n._({ id: "records.remove.pointing", message: "Stays and goes on pointing at it" })
              : i18n._({ id: "records.remove.pointing_many", message: "Stays and goes on pointing at them" })
          }
          counts={pointing}
        />
      </div>
    </Dialog>
  );
}

function Affected({ title, counts }: { title: string; counts: Counts }) {
  const schema = useSchema();
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="text-muted text-small">{title}</h3>
      <ul>
        {some.map(([name, count]) => {
          const type = typeNamed(schema, name);
          return (
            <li key={name} className="flex min-h-7 items-center gap-2">
              <TypeIcon name={type?.icon ?? null} className="size-4 shrink-0 text-muted" />
              <span className="grow">{type?.plural_label ?? name}</span>
              <span className="tabular-nums">{formatNumber(count)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
