import type { Held, Link } from "../../api";
import { formatNumber, i18n } from "../../i18n";
import { Field, Select } from "../../ui";
import { Rows } from "./section";

/** Who gets what, as it is chosen: everything, and by kind what differs. */
export interface HandOver {
  successor: string;
  chosen: { readonly [kind: string]: string };
}

/** Who gets what, as the server takes it: by kind a person, or null where it stays. */
export interface HandOverRequest {
  successor?: string;
  successors: { [kind: string]: string | null };
}

const asOthers = "as_others";
const stays = "stays";
const nobody: HandOver = { successor: "", chosen: {} };

export function handOverOf({ successor, chosen }: HandOver = nobody): HandOverRequest {
  const named = Object.entries(chosen).filter(([, who]) => who !== asOthers);
  return {
    ...(successor === "" ? {} : { successor }),
    successors: Object.fromEntries(named.map(([kind, who]) => [kind, who === stays ? null : who])),
  };
}

/** True where somebody is still to be chosen. */
export function isMissing(held: readonly Held[], { successor, chosen }: HandOver = nobody): boolean {
  return successor === "" && held.some(({ name }) => (chosen[name] ?? asOthers) === asOthers);
}

export interface HandOverFieldsProps {
  held: readonly Held[];
  /** Who may take over. */
  people: readonly Link[];
  value: HandOver | undefined;
  onChange: (value: HandOver) => void;
}

/** Asks who takes over what somebody holds. */
export function HandOverFields({ held, people, value = nobody, onChange }: HandOverFieldsProps) {
  const { successor, chosen } = value;
  const options = people.map(({ id, title: name }) => ({ value: id, label: name }));
  return (
    <div className="flex flex-col gap-4">
      <Field label={i18n._({ id: "settings.hand_over.successor", message: "Everything goes to" })}>
        {(control) => (
          <Select<string>
            {...control}
            value={successor}
            onChange={(who) => onChange({ ...value, successor: who })}
            options={[
              { value: "", label: i18n._({ id: "settings.hand_over.choose", message: "Choose a person" }) },
              ...options,
            ]}
          />
        )}
      </Field>
      <Rows label={i18n._({ id: "settings.hand_over.held", message: "What is handed over" })}>
        {held.map((kind) => (
          <li key={kind.name} className="flex min-h-11 items-center gap-3 py-1">
            <span className="min-w-0 grow truncate">{labelOf(kind)}</span>
            <span className="text-muted tabular-nums">{formatNumber(kind.count)}</span>
            <Select<string>
              aria-label={i18n._({
                id: "settings.hand_over.of",
                message: "Who gets {kind}",
                values: { kind: labelOf(kind) },
              })}
              className="w-44"
              value={chosen[kind.name] ?? asOthers}
              onChange={(who) => onChange({ ...value, chosen: { ...chosen, [kind.name]: who } })}
              options={[
                { value: asOthers, label: i18n._({ id: "settings.hand_over.as_others", message: "As above" }) },
                { value: stays, label: i18n._({ id: "settings.hand_over.stays", message: "Leave as it is" }) },
                ...options,
              ]}
            />
          </li>
        ))}
      </Rows>
    </div>
  );
}

function labelOf({ label, open }: Held): string {
  return open ? i18n._({ id: "settings.hand_over.open", message: "{label}, open", values: { label } }) : label;
}
