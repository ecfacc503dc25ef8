import type { FieldSchema, LanguageFunction, Schema, TypeSchema } from "../../api";
import { typeNamed } from "../../api";
import type { Suggestion } from "../../ui/suggest-control";
import { periods } from "./condition";
import { periodLabel } from "./words";

const most = 8;
const parts: { readonly [kind in FieldSchema["kind"]]?: readonly string[] } = {
  address: ["street", "city", "region", "postal_code", "country"],
  money: ["amount", "currency"],
};

/** The names, functions and periods that go on from what stands before the caret; none within quotes. */
export function completionsAt(
  source: string,
  caret: number,
  schema: Schema,
  type: TypeSchema,
  functions: readonly LanguageFunction[],
): Suggestion[] {
  const before = source.slice(0, caret);
  const typed = /(?<![\w.])[A-Za-z_][\w.]*$/.exec(before)?.[0];
  if (typed === undefined || withinText(before)) return [];
  const start = caret - typed.length;
  const place = placeOf(before.slice(0, start), schema, type, functions);
  if (place.type === undefined) return [];
  const steps = typed.split(".");
  const last = steps.at(-1) ?? "";
  const owner = reached(schema, place.type, steps.slice(0, -1));
  const from = caret - last.length;
  const put = (name: string, label: string, detail: string, behind = 0): Suggestion => ({
    label,
    detail,
    text: source.slice(0, from) + name + source.slice(caret),
    caret: from + name.length + behind,
  });
  const found = [
    ...(place.in ? [] : namesOf(schema, owner, place.records || steps.length > 1))
      .filter(({ name, label }) => begins(last, name, label))
      .map(({ name, label }) => put(name, name, label)),
    ...(steps.length > 1 ? [] : functions)
      .filter((one) => one.use !== "groups" && (one.use !== "mine" || place.in))
      .filter((one) => begins(last, one.name))
      .map((one) => {
        const takesNothing = one.signature.endsWith("()");
        return put(`${one.name}()`, one.signature, one.help, takesNothing ? 0 : -1);
      }),
    ...(place.in && steps.length === 1 ? periods : [])
      .filter((name) => begins(last, name))
      .map((name) => put(name, name, periodLabel(name))),
  ];
  // What begins as typed comes before what is only called so.
  const named = found.filter((one) => one.label.startsWith(last));
  const others = found.filter((one) => !named.includes(one));
  return [...named, ...others].filter((one) => one.text !== source).slice(0, most);
}

interface Named {
  name: string;
  label: string;
}

/** What names mean at a place: those of a type, beside what points at it where records are expected, or behind `in`. */
interface Place {
  type: TypeSchema | undefined;
  records: boolean;
  in: boolean;
}

function begins(typed: string, ...names: readonly string[]): boolean {
  return names.some((name) => name.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase()));
}

function withinText(before: string): boolean {
  let open: string | undefined;
  for (let at = 0; at < before.length; at += 1) {
    const sign = before[at];
    if (open !== undefined && sign === "\\") at += 1;
    else if (open === undefined && (sign === '"' || sign === "'")) open = sign;
    else if (sign === open) open = undefined;
  }
  return open !== undefined;
}

/** Follows the calls that are open: behind `where` in one over records, names are those of the records. */
function placeOf(before: string, schema: Schema, type: TypeSchema, functions: readonly LanguageFunction[]): Place {
  const overRecords = new Set(
    functions.filter((one) => one.use === "records" || one.use === "pointing").map((one) => one.name),
  );
  const open: number[] = [];
  for (let at = 0; at < before.length; at += 1) {
    if (withinText(before.slice(0, at + 1))) continue;
    if (before[at] === "(") open.push(at);
    else if (before[at] === ")") open.pop();
  }
  let of: TypeSchema | undefined = type;
  let records = false;
  for (const at of open) {
    const call = /(\w+)\s*$/.exec(before.slice(0, at))?.[1]?.toLowerCase();
    records = call !== undefined && overRecords.has(call);
    const path = records ? /^\s*([\w.]+)\s+where\b/i.exec(before.slice(at + 1))?.[1] : undefined;
    if (path === undefined) continue;
    of = of && listed(schema, of, path.split("."));
    records = false;
  }
  return { type: of, records, in: /\bin\s+$/i.test(before) };
}

/** The type that links and lists of records lead to. */
function reached(schema: Schema, type: TypeSchema, steps: readonly string[]): TypeSchema | FieldSchema | undefined {
  let at: TypeSchema | FieldSchema | undefined = type;
  for (const step of steps) {
    if (at === undefined || !("fields" in at)) return undefined;
    const field: FieldSchema | undefined = at.fields.find((one) => one.name === step);
    if (field !== undefined && parts[field.kind] !== undefined) at = field;
    else at = field?.to ? typeNamed(schema, field.to) : pointing(schema, at).find((one) => one.plural === step);
  }
  return at;
}

/** The type of the records that the first list of a path holds. */
function listed(schema: Schema, type: TypeSchema, steps: readonly string[]): TypeSchema | undefined {
  let at: TypeSchema | undefined = type;
  for (const step of steps) {
    if (at === undefined) return undefined;
    const list: TypeSchema | undefined = pointing(schema, at).find((one) => one.plural === step);
    if (list !== undefined) return list;
    const to: string | null | undefined = at.fields.find((one) => one.name === step)?.to;
    at = to ? typeNamed(schema, to) : undefined;
  }
  return undefined;
}

/** The types whose records point at one of a type. */
function pointing(schema: Schema, type: TypeSchema): TypeSchema[] {
  return schema.types.filter((one) =>
    one.fields.some(
      (field) => !field.system && (field.to === type.name || (field.kind === "link" && field.to === null)),
    ),
  );
}

function namesOf(schema: Schema, owner: TypeSchema | FieldSchema | undefined, lists: boolean): Named[] {
  if (owner === undefined) return [];
  if (!("fields" in owner)) return (parts[owner.kind] ?? []).map((name) => ({ name, label: owner.label }));
  return [
    ...owner.fields.map(({ name, label }) => ({ name, label })),
    ...(lists ? pointing(schema, owner).map((one) => ({ name: one.plural, label: one.plural_label })) : []),
  ];
}
