import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { Link, SearchHit } from "../../api";
import { api, hitDetail, searchQuery } from "../../api";
import { i18n } from "../../i18n";
import { Combobox, type ComboboxItem, type FieldControlProps, MultiCombobox } from "../../ui";
import { useMe, useSchema } from "../data/schema";
import type { EditorProps } from "./kind";
import { asLink, asLinks, titleOf } from "./values";

const itemOf = (link: Link): ComboboxItem => ({ value: link.id, label: link.title });

/** What a picker offers: what the words find, and before any word the first few records of the type. */
export function useLinkChoices(to: string | null | undefined, query: string) {
  const { types } = useSchema();
  const words = useDeferredValue(query.trim());
  const type = to ? types.find((one) => one.name === to) : undefined;
  const found = useQuery({ ...searchQuery(words, to ? [to] : [], 20), placeholderData: keepPreviousData });
  const first = useQuery({
    queryKey: ["search", "first", type?.plural],
    enabled: words === "" && type !== undefined,
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<SearchHit[]> => {
      if (type === undefined) return [];
      const query = { limit: 20, sort: type.title, fields: ["id", type.title] };
      const page = await api.get<{ data: { id: string; version: number }[] }>(type.plural, { query, signal });
      return page.data.map((record) => ({
        type: type.name,
        id: record.id,
        title: titleOf(type, record),
        subtitle: null,
        why: null,
      }));
    },
  });
  const hits = words === "" ? (first.data ?? []) : (found.data?.data ?? []);
  const items = hits.map((hit): ComboboxItem & { type: string } => {
    const of = types.find((one) => one.name === hit.type);
    return {
      value: hit.id,
      label: hit.title,
      detail: hitDetail(hit, of) ?? (to ? undefined : of?.label),
      type: hit.type,
    };
  });
  return { items, loading: words === "" ? first.isLoading : found.isFetching };
}

export interface LinkPickerProps extends Partial<FieldControlProps> {
  /** The type to pick from; null for any. */
  to: string | null | undefined;
  value: Link | null;
  onChange: (value: Link | null) => void;
  required?: boolean;
  autoFocus?: boolean;
  defaultOpen?: boolean;
  seed?: string | undefined;
  className?: string;
  placeholder?: string;
  "aria-label"?: string;
}

/** Picks a record by typing a part of its name. */
export function LinkPicker({ to, value, onChange, required = false, seed = "", ...rest }: LinkPickerProps) {
  const [query, setQuery] = useState(seed);
  const { items, loading } = useLinkChoices(to, query);
  return (
    <Combobox
      {...rest}
      items={items}
      query={query}
      onQueryChange={setQuery}
      loading={loading}
      required={required}
      value={value === null ? null : itemOf(value)}
      onChange={(item) => {
        const type = items.find((one) => one.value === item?.value)?.type;
        onChange(item === null ? null : { id: item.value, title: item.label, ...(to || !type ? {} : { type }) });
      }}
      empty={i18n._({ id: "records.link.none", message: "No record has this name" })}
    />
  );
}

export function LinkEditor(props: EditorProps) {
  const { field, value, onChange, onPick, inCell = false } = props;
  const label = props["aria-label"] ?? (inCell ? field.label : undefined);
  return (
    <LinkPicker
      to={field.to}
      value={asLink(value) ?? null}
      onChange={(link) => (onPick ?? onChange)(link)}
      required={field.required}
      seed={props.seed}
      defaultOpen={props.opened === true}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(props.id === undefined ? {} : { id: props.id })}
      aria-describedby={props["aria-describedby"]}
      aria-invalid={props["aria-invalid"]}
      className={inCell ? "h-full bg-surface [&_input]:h-full [&_input]:rounded-none [&_input]:border-0" : ""}
    />
  );
}

/** A person; who is signed in comes first. */
export function PersonEditor(props: EditorProps) {
  const me = useMe();
  const pick = props.onPick ?? props.onChange;
  if (props.inCell === true || asLink(props.value) !== undefined) return <LinkEditor {...props} />;
  return (
    <span className="flex items-center gap-2">
      <span className="min-w-0 grow">
        <LinkEditor {...props} />
      </span>
      <button
        type="button"
        onClick={() => pick({ id: me.person.id, title: me.person.title })}
        className="shrink-0 text-accent text-small hover:underline"
      >
        {i18n._({ id: "records.person.me", message: "Assign to me" })}
      </button>
    </span>
  );
}

export function LinksEditor(props: EditorProps) {
  const { field, value, onChange, inCell = false } = props;
  const [query, setQuery] = useState(props.seed ?? "");
  const { items, loading } = useLinkChoices(field.to, query);
  const links = asLinks(value);
  return (
    <MultiCombobox
      items={items}
      query={query}
      onQueryChange={setQuery}
      loading={loading}
      defaultOpen={props.opened === true}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
      {...(props.id === undefined ? {} : { id: props.id })}
      {...(inCell ? { "aria-label": field.label } : {})}
      aria-describedby={props["aria-describedby"]}
      aria-invalid={props["aria-invalid"]}
      value={links.map(itemOf)}
      onChange={(next) => {
        setQuery("");
        const chosen = next.map((item) => {
          const known = links.find((link) => link.id === item.value);
          const type = items.find((one) => one.value === item.value)?.type;
          return known ?? { id: item.value, title: item.label, ...(field.to || !type ? {} : { type }) };
        });
        onChange(chosen.length === 0 ? null : chosen);
      }}
    />
  );
}
