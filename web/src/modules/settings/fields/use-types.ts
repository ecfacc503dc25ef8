import { useQueryClient } from "@tanstack/react-query";
import { api, type RemovedFieldList, schemaQuery, type TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { notify } from "../../../ui";
import { complain } from "../complain";

/** Changes of a type's fields, after which everything that is drawn from them is asked for again. */
export function useTypes(type: TypeSchema) {
  const client = useQueryClient();
  const path = `types/${type.name}`;
  const renew = async () => {
    await client.invalidateQueries({ queryKey: schemaQuery.queryKey });
    void client.invalidateQueries({ queryKey: ["records", type.plural] });
    void client.invalidateQueries({ queryKey: ["removed_fields", type.name] });
  };
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await renew();
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  };
  const restore = (key: string) => attempt(() => api.post(`${path}/removed_fields/${key}/restore`, undefined));
  /** Removes a field and offers to bring it back. */
  const remove = async (name: string, label: string) => {
    if (!(await attempt(() => api.delete(`${path}/fields/${name}`)))) return;
    const { data } = await api.get<RemovedFieldList>(`${path}/removed_fields`);
    const key = data.find((field) => field.name === name)?.key;
    notify({
      message: i18n._({ id: "settings.fields.removed", message: "{label} removed", values: { label } }),
      ...(key === undefined
        ? {}
        : { action: { label: i18n._({ id: "ui.undo", message: "Undo" }), run: () => void restore(key) } }),
    });
  };
  return { path, renew, attempt, restore, remove };
}
