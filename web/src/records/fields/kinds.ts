import type { Kind } from "../../api";
import { i18n } from "../../i18n";
import type { KindParts } from "./kind";
import { asMoney, isBlank, type Known } from "./values";
import {
  AddressView,
  BooleanView,
  ChoicesView,
  ChoiceView,
  DateTimeView,
  EmailView,
  LinksView,
  LinkView,
  MarkdownView,
  PersonView,
  PhoneView,
  TextView,
  UrlView,
} from "./views";

const isNumber = (value: Known) =>
  isBlank(value) || (value !== "" && Number.isFinite(Number(value)))
    ? undefined
    : i18n._({ id: "records.check.number", message: "Write a number, such as 12.5" });
const isWhole = (value: Known) =>
  isBlank(value) || Number.isSafeInteger(value)
    ? undefined
    : i18n._({ id: "records.check.integer", message: "Write a whole number" });
const isMoney = (value: Known) =>
  isBlank(value) || asMoney(value) !== undefined
    ? undefined
    : i18n._({ id: "records.check.money", message: "Write an amount, such as 1200 or EUR 1200" });

/** Everything the client knows about a kind of field but its editor. A kind that is missing here does not compile. */
export const kinds: { readonly [kind in Kind]: KindParts } = {
  text: { View: TextView, width: 180 },
  series: { View: TextView, width: 140 },
  markdown: { View: MarkdownView, width: 240, roomy: true },
  integer: { View: TextView, width: 110, end: true, check: isWhole },
  decimal: { View: TextView, width: 120, end: true, check: isNumber },
  money: { View: TextView, width: 130, end: true, check: isMoney },
  percent: { View: TextView, width: 90, end: true, check: isNumber },
  date: { View: TextView, width: 130 },
  datetime: { View: DateTimeView, width: 180 },
  boolean: { View: BooleanView, width: 80 },
  choice: { View: ChoiceView, width: 140, picks: true },
  choices: { View: ChoicesView, width: 200, picks: true, roomy: true },
  tags: { View: ChoicesView, width: 180, picks: true, roomy: true },
  email: { View: EmailView, width: 220 },
  phone: { View: PhoneView, width: 150 },
  url: { View: UrlView, width: 180 },
  address: { View: AddressView, width: 220, roomy: true },
  link: { View: LinkView, width: 180, picks: true },
  links: { View: LinksView, width: 200, picks: true, roomy: true },
  person: { View: PersonView, width: 170, picks: true },
};
