import { useQuery } from "@tanstack/react-query";
import type { FieldSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { asLinks, FieldEditor, windowQuery } from "../../../records";
import { Field, Select } from "../../../ui";
import { type Who, whoOf } from "./span";

interface WhoPickerProps {
  value: string | undefined;
  onChange: (who: string | undefined) => void;
}

/** Whose activities are shown. */
export function WhoPicker({ value, onChange }: WhoPickerProps) {
  const who: Who = whoOf(value);
  const label = i18n._({ id: "calendar.who", message: "Whose activities" });
  return (
    <>
      <span className="w-36">
        <Select
          aria-label={label}
          value={typeof who === "string" ? who : "people"}
          options={[
            { value: "me", label: i18n._({ id: "calendar.who.me", message: "Mine" }) },
            { value: "team", label: i18n._({ id: "calendar.who.team", message: "My team's" }) },
            { value: "people", label: i18n._({ id: "calendar.who.people", message: "Of people…" }) },
          ]}
          onChange={(next) => onChange(next === "me" ? undefined : next)}
        />
      </span>
      {typeof who !== "string" && <People ids={who} onChange={onChange} />}
    </>
  );
}

function People({ ids, onChange }: { ids: readonly string[]; onChange: (who: string) => void }) {
  const label = i18n._({ id: "calendar.people", message: "People" });
  const where = `id in (${ids.map((id) => `"${id}"`).join(", ")})`;
  const named = useQuery({
    ...windowQuery({ plural: "people", where, fields: ["name"] }, 100),
    enabled: ids.length > 0,
  });
  const titles = new Map(named.data?.data.map((person) => [person.id, String(person.name)]));
  const field: FieldSchema = {
    name: "people",
    label,
    kind: "links",
    to: "person",
    required: false,
    read_only: false,
    unique: false,
    own: false,
    system: false,
    sensitive: false,
    sortable: false,
  };
  return (
    <Field label={label} hideLabel className="w-56 max-w-full">
      {(control) => (
        <FieldEditor
          {...control}
          field={field}
          value={ids.map((id) => ({ id, title: titles.get(id) ?? "…" }))}
          onChange={(people) =>
            onChange(
              asLinks(people)
                .map(({ id }) => id)
                .join() || "people",
            )
          }
        />
      )}
    </Field>
  );
}
