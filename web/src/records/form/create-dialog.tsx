import type { RecordData, TypeSchema } from "../../api";
import { asProblem, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { Dialog, Kbd, notify, Skeleton } from "../../ui";
import { type BoardShape, useBoardShape } from "../board/columns";
import { useMe, useSchema } from "../data/schema";
import { useWrites } from "../data/use-writes";
import type { Patch } from "../data/write";
import { titleOf } from "../fields/values";
import { useGo } from "../navigation";
import { type Creating, closeCreate, createTitle, useCreating } from "./create-store";
import { formFields } from "./form-fields";
import { formHint } from "./form-hints";
import { RecordForm } from "./record-form";

/** The form for a new record. Stands once on every page; `openCreate` opens it. */
export function CreateDialog() {
  const creating = useCreating();
  const schema = useSchema();
  const type = creating === null ? undefined : typeNamed(schema, creating.type);
  if (creating === null || type === undefined) return null;
  return <CreateForm type={type} creating={creating} />;
}

function firstPlace(shape: BoardShape | undefined): Partial<RecordData> {
  const [first] = shape?.columns.filter((column) => column.key !== "") ?? [];
  if (shape === undefined || first === undefined) return {};
  const scope = shape.scope === null ? {} : { [shape.scope.field.name]: shape.scope.chosen };
  return { ...scope, [shape.field.name]: first.value } as Partial<RecordData>;
}

function CreateForm({ type, creating }: { type: TypeSchema; creating: Creating }) {
  const writes = useWrites(type);
  const me = useMe();
  const go = useGo();
  const owner = type.fields.find((field) => field.name === "owner" && field.kind === "person" && !field.read_only);
  const by = type.board?.by ?? "";
  const shape = useBoardShape(type, by, undefined);
  const values = {
    ...firstPlace(shape),
    ...(owner === undefined ? {} : { owner: me.person as never }),
    ...creating.values,
  };

  const save = async (changed: Patch, another: boolean) => {
    try {
      const record = await writes.create({ ...(values as Patch), ...changed });
      if (!another) closeCreate();
      creating.onCreated?.(record);
      notify({
        message: i18n._({ id: "records.created", message: "{name} created", values: { name: titleOf(type, record) } }),
        action: {
          label: i18n._({ id: "records.open", message: "Open" }),
          run: () => go.record(type.plural, record.id),
        },
      });
      return undefined;
    } catch (error) {
      const problem = asProblem(error);
      if (problem === undefined) throw error;
      return problem;
    }
  };

  // A new record begins in the first column of its board; which that is has to be known before the form is drawn.
  const waits = by !== "" && shape === undefined && creating.values[by] === undefined;
  return (
    <Dialog open onClose={closeCreate} title={createTitle(type)}>
      {waits ? (
        <Skeleton className="h-48" />
      ) : (
        <RecordForm
          fields={formFields(type)}
          values={values}
          submitLabel={i18n._({ id: "records.form.create", message: "Create" })}
          onSubmit={save}
          onCancel={closeCreate}
          hint={{ of: type, show: formHint(type.name) }}
          repeats
          footer={
            <span className="flex items-center gap-1.5 max-sm:hidden">
              <Kbd keys="mod+enter" /> {i18n._({ id: "records.form.saves", message: "saves" })}
            </span>
          }
        />
      )}
    </Dialog>
  );
}
