import type { Kind } from "../../api";
import { i18n } from "../../i18n";

/** What a kind of field is for, in people's words. Fails to compile when a kind is missing. */
const labels: { readonly [kind in Kind]: () => string } = {
  text: () => i18n._({ id: "kind.text", message: "Text" }),
  series: () => i18n._({ id: "kind.series", message: "Number series" }),
  markdown: () => i18n._({ id: "kind.markdown", message: "Long text" }),
  integer: () => i18n._({ id: "kind.integer", message: "Whole number" }),
  decimal: () => i18n._({ id: "kind.decimal", message: "Number" }),
  money: () => i18n._({ id: "kind.money", message: "Money" }),
  percent: () => i18n._({ id: "kind.percent", message: "Percent" }),
  date: () => i18n._({ id: "kind.date", message: "Date" }),
  datetime: () => i18n._({ id: "kind.datetime", message: "Date and time" }),
  boolean: () => i18n._({ id: "kind.boolean", message: "Yes or no" }),
  choice: () => i18n._({ id: "kind.choice", message: "One of a list" }),
  choices: () => i18n._({ id: "kind.choices", message: "Several of a list" }),
  tags: () => i18n._({ id: "kind.tags", message: "Tags" }),
  email: () => i18n._({ id: "kind.email", message: "E-mail" }),
  phone: () => i18n._({ id: "kind.phone", message: "Phone" }),
  url: () => i18n._({ id: "kind.url", message: "Web address" }),
  address: () => i18n._({ id: "kind.address", message: "Postal address" }),
  link: () => i18n._({ id: "kind.link", message: "Link to a record" }),
  links: () => i18n._({ id: "kind.links", message: "Links to records" }),
  person: () => i18n._({ id: "kind.person", message: "Person" }),
};

export function kindLabel(kind: Kind): string {
  return labels[kind]();
}

/** All kinds, in the order in which they are offered. */
export const kindNames = Object.keys(labels) as readonly Kind[];
