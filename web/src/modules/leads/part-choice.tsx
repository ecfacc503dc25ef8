import type { ReactNode } from "react";
import type { ActionSchema, ConversionCandidate, TypeSchema, Value } from "../../api";
import { i18n, inSentence } from "../../i18n";
import { FieldEditor, FieldView } from "../../records";
import { Tag } from "../../ui";
import type { Choice, Part } from "./choice";
import { reason } from "./words";

interface PartChoiceProps {
  part: Part;
  type: TypeSchema;
  lead: TypeSchema;
  action: ActionSchema;
  /** What a new one would be called; nothing where none can be made. */
  name: string;
  candidates: readonly ConversionCandidate[];
  choice: Choice;
  onChoice: (choice: Choice) => void;
  replace: ReadonlySet<string>;
  onReplace: (key: string, taken: boolean) => void;
  mayBeNone: boolean;
  children?: ReactNode;
}

/** One of the three that a lead becomes: made anew, joined, or left out. */
export function PartChoice(props: PartChoiceProps) {
  const { part, type, action, name, candidates, choice, onChoice, mayBeNone, children } = props;
  const link = action.input.find((field) => field.name === part);
  const joined = choice.kind === "join" ? choice.id : undefined;
  const picked: Value =
    joined === undefined ? null : { id: joined, title: candidates.find((c) => c.id === joined)?.title ?? "" };
  return (
    <fieldset className="flex flex-col gap-2 border-line border-t pt-3">
      <legend className="float-start font-semibold">{type.label}</legend>
      {name !== "" && (
        <Option part={part} checked={choice.kind === "new"} onChoose={() => onChoice({ kind: "new" })}>
          {i18n._({ id: "leads.make", message: "New: {name}", values: { name } })}
        </Option>
      )}
      {choice.kind === "new" && children}
      {candidates.map((candidate) => (
        <div key={candidate.id} className="flex flex-col gap-1.5">
          <Option
            part={part}
            checked={joined === candidate.id}
            onChoose={() => onChoice({ kind: "join", id: candidate.id })}
          >
            <span className="flex flex-wrap items-center gap-1.5">
              <span className="wrap-anywhere">
                {i18n._({ id: "leads.join", message: "Join {name}", values: { name: candidate.title } })}
              </span>
              {candidate.why.map((why) => (
                <Tag key={why} hue={candidate.sure ? 150 : 45}>
                  {reason(why)}
                </Tag>
              ))}
            </span>
          </Option>
          {joined === candidate.id && <Comparison {...props} candidate={candidate} />}
        </div>
      ))}
      {mayBeNone && (
        <Option part={part} checked={choice.kind === "none"} onChoose={() => onChoice({ kind: "none" })}>
          {i18n._({ id: "leads.none", message: "None" })}
        </Option>
      )}
      {link !== undefined && (
        <div className="flex items-center gap-2 text-muted text-small">
          <span className="shrink-0">{i18n._({ id: "leads.another", message: "Another one" })}</span>
          <div className="min-w-0 grow">
            <FieldEditor
              field={link}
              value={picked}
              aria-label={i18n._({
                id: "leads.another_of",
                message: "Another {type}",
                values: { type: inSentence(type.label) },
              })}
              onChange={(value) => {
                if (typeof value === "object" && value !== null && "id" in value)
                  onChoice({ kind: "join", id: value.id });
              }}
            />
          </div>
        </div>
      )}
    </fieldset>
  );
}

interface OptionProps {
  part: string;
  checked: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function Option({ part, checked, onChoose, children }: OptionProps) {
  return (
    <label className="flex min-h-7 items-start gap-2">
      <input
        type="radio"
        name={`conversion-${part}`}
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">{children}</span>
    </label>
  );
}

/** What a joined record takes from the lead, and what differs: each stays unless the lead's value is chosen. */
function Comparison({
  type,
  lead,
  candidate,
  replace,
  onReplace,
}: PartChoiceProps & { candidate: ConversionCandidate }) {
  const fieldOf = (of: TypeSchema, name: string) => of.fields.find((field) => field.name === name);
  const fills = candidate.fills.map(({ to }) => fieldOf(type, to)?.label ?? to);
  return (
    <div className="ms-6 flex flex-col gap-2">
      {fills.length > 0 && (
        <p className="text-muted text-small">
          {i18n._({
            id: "leads.fills",
            message: "Takes what it lacks: {fields}",
            values: { fields: fills.join(", ") },
          })}
        </p>
      )}
      {candidate.differs.map(({ key, from, to, lead: value, present }) => {
        const [source, target] = [fieldOf(lead, from), fieldOf(type, to)];
        if (source === undefined || target === undefined) return null;
        return (
          <fieldset key={key} className="flex flex-col gap-0.5">
            <legend className="text-muted text-small">{target.label}</legend>
            <Option part={key} checked={!replace.has(key)} onChoose={() => onReplace(key, false)}>
              <span className="flex flex-wrap gap-x-2">
                <FieldView field={target} value={present as Value} compact />
                <span className="text-muted">{i18n._({ id: "leads.stays", message: "stays" })}</span>
              </span>
            </Option>
            <Option part={key} checked={replace.has(key)} onChoose={() => onReplace(key, true)}>
              <span className="flex flex-wrap gap-x-2">
                <FieldView field={source} value={value as Value} compact />
                <span className="text-muted">{i18n._({ id: "leads.of_lead", message: "from the lead" })}</span>
              </span>
            </Option>
          </fieldset>
        );
      })}
    </div>
  );
}
