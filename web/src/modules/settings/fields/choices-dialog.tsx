import { Plus } from "lucide-react";
import { useState } from "react";
import { api, asProblem, type FieldSchema, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Dialog, Dot, Input, Select } from "../../../ui";
import { hueName, hues } from "../hues";
import { moveItems, RowMenu } from "../row-menu";
import { Rows } from "../section";
import { useTypes } from "./use-types";

const grey = "-";
const nothing = "-";

interface Line {
  key: string;
  /** Undefined for one that is new. */
  value: string | undefined;
  label: string;
  color: number | null;
}

interface ChoicesDialogProps {
  type: TypeSchema;
  field: FieldSchema;
  onClose: () => void;
}

/** The choices of a field: renamed, coloured, put in order, added and taken away. What records hold is asked about. */
export function ChoicesDialog({ type, field, onClose }: ChoicesDialogProps) {
  const { path, renew } = useTypes(type);
  const before = field.choices ?? [];
  const [lines, setLines] = useState<Line[]>(() =>
    before.map(({ value, label, color }) => ({ key: value, value, label, color: color ?? null })),
  );
  const [used, setUsed] = useState<Readonly<Record<string, string>>>({});
  const [replace, setReplace] = useState<Readonly<Record<string, string>>>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = (key: string, part: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const move = (from: number, to: number) => {
    const rest = lines.filter((_, index) => index !== from);
    setLines([...rest.slice(0, to), ...lines.slice(from, from + 1), ...rest.slice(to)]);
  };
  const add = () =>
    setLines([
      ...lines,
      { key: crypto.randomUUID(), value: undefined, label: "", color: hues[lines.length % hues.length] ?? null },
    ]);
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await api.put(`${path}/fields/${field.name}/choices`, {
        choices: lines.map(({ value, label, color }) => ({ ...(value === undefined ? {} : { value }), label, color })),
        replace: Object.fromEntries(
          Object.entries(replace).map(([value, other]) => [value, other === nothing ? null : other]),
        ),
      });
      await renew();
      onClose();
    } catch (refusal) {
      const problem = asProblem(refusal);
      const asked = (problem?.errors ?? []).filter(({ field: place }) => place?.startsWith("replace."));
      setUsed({ ...used, ...Object.fromEntries(asked.map((one) => [one.field?.slice(8) ?? "", one.message])) });
      const others = (problem?.errors ?? []).filter((one) => !asked.includes(one));
      if (asked.length === 0) setError(others[0]?.message ?? problem?.message);
    }
    setBusy(false);
  };
  const gone = before.filter(({ value }) => lines.every((line) => line.value !== value) && used[value] !== undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({
        id: "settings.choices.title",
        message: "Choices of {label}",
        values: { label: field.label },
      })}
      description={i18n._({
        id: "settings.choices.text",
        message: "Renaming one keeps what records, views and rules hold.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button variant="primary" busy={busy} onClick={() => void save()}>
            {i18n._({ id: "settings.save", message: "Save" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Rows label={i18n._({ id: "settings.fields.choices", message: "Choices" })}>
          {lines.map((line, index) => (
            <li key={line.key} className="flex items-center gap-2 py-1">
              <HueSelect label={line.label} value={line.color} onChange={(color) => change(line.key, { color })} />
              <Input
                className="min-w-0 grow"
                aria-label={i18n._({
                  id: "settings.choices.label",
                  message: "Name of choice {n}",
                  values: { n: index + 1 },
                })}
                value={line.label}
                autoFocus={line.value === undefined}
                onChange={(event) => change(line.key, { label: event.target.value })}
              />
              <RowMenu
                name={line.label}
                groups={[
                  { items: moveItems(index, lines.length, (to) => move(index, to)) },
                  {
                    items: [
                      {
                        label: i18n._({ id: "settings.remove", message: "Remove" }),
                        danger: true,
                        run: () => setLines(lines.filter(({ key }) => key !== line.key)),
                      },
                    ],
                  },
                ]}
              />
            </li>
          ))}
        </Rows>
        <div>
          <Button icon={<Plus aria-hidden="true" className="size-4" />} onClick={add}>
            {i18n._({ id: "settings.choices.add", message: "Add a choice" })}
          </Button>
        </div>
        {gone.map(({ value, label }) => (
          <div key={value} className="flex flex-col gap-1.5">
            <p role="alert" className="text-small">
              {used[value]}
            </p>
            <Select
              aria-label={i18n._({ id: "settings.choices.instead", message: "Instead of {label}", values: { label } })}
              value={replace[value] ?? null}
              placeholder={i18n._({ id: "settings.choices.pick", message: "Choose what takes its place" })}
              onChange={(other) => setReplace({ ...replace, [value]: other })}
              options={[
                ...lines.flatMap((line) =>
                  line.value === undefined ? [] : [{ value: line.value, label: line.label }],
                ),
                { value: nothing, label: i18n._({ id: "settings.choices.nothing", message: "Nothing" }) },
              ]}
            />
          </div>
        ))}
        {error !== undefined && (
          <p role="alert" className="text-danger text-small">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}

interface HueSelectProps {
  label: string;
  value: number | null;
  onChange: (hue: number | null) => void;
}

function HueSelect({ label, value, onChange }: HueSelectProps) {
  const none = i18n._({ id: "settings.hue.grey", message: "Grey" });
  const known = hues.map((hue) => ({ value: String(hue), label: hueName(hue), content: <Dot hue={hue} /> }));
  // One that was set through the API may be none of these.
  const other =
    value === null || known.some((one) => one.value === String(value))
      ? []
      : [{ value: String(value), label: String(value), content: <Dot hue={value} /> }];
  return (
    <Select
      className="w-16 shrink-0"
      aria-label={i18n._({ id: "settings.choices.color", message: "Color of {label}", values: { label } })}
      value={value === null ? grey : String(value)}
      onChange={(hue) => onChange(hue === grey ? null : Number(hue))}
      options={[{ value: grey, label: none, content: <Dot hue={null} /> }, ...known, ...other]}
    />
  );
}
