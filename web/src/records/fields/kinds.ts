import type { Kind } from "../../api";
import { i18n } from "../../i18n";
import {
  AddressEditor,
  BooleanEditor,
  ChoiceEditor,
  ChoicesEditor,
  DateEditor,
  DateTimeEditor,
  DecimalEditor,
  EmailEditor,
  IntegerEditor,
  MarkdownEditor,
  MoneyEditor,
  PhoneEditor,
  TagsEditor,
  TextEditor,
  UrlEditor,
} from "./editors";
import type { KindParts } from "./kind";
import { LinkEditor, LinksEditor, PersonEditor } from "./link-picker";
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

/** Everything the client knows about a kind of field. A kind that is missing here does not compile. */
export const kinds: { readonly [kind in Kind]: KindParts } = {
  text: { View: TextView, Editor: TextEditor, width: 180 },
  markdown: { View: MarkdownView, Editor: MarkdownEditor, width: 240, roomy: true },
  integer: { View: TextView, Editor: IntegerEditor, width: 110, end: true, check: isWhole },
  decimal: { View: TextView, Editor: DecimalEditor, width: 120, end: true, check: isNumber },
  money: { View: TextView, Editor: MoneyEditor, width: 130, end: true, check: isMoney },
  percent: { View: TextView, Editor: DecimalEditor, width: 90, end: true, check: isNumber },
  date: { View: TextView, Editor: DateEditor, width: 130 },
  datetime: { View: DateTimeView, Editor: DateTimeEditor, width: 180 },
  boolean: { View: BooleanView, Editor: BooleanEditor, width: 80 },
  choice: { View: ChoiceView, Editor: ChoiceEditor, width: 140, picks: true },
  choices: { View: ChoicesView, Editor: ChoicesEditor, width: 200, picks: true, roomy: true },
  tags: { View: ChoicesView, Editor: TagsEditor, width: 180, picks: true, roomy: true },
  email: { View: EmailView, Editor: EmailEditor, width: 220 },
  phone: { View: PhoneView, Editor: PhoneEditor, width: 150 },
  url: { View: UrlView, Editor: UrlEditor, width: 180 },
  address: { View: AddressView, Editor: AddressEditor, width: 220, roomy: true },
  link: { View: LinkView, Editor: LinkEditor, width: 180, picks: true },
  links: { View: LinksView, Editor: LinksEditor, width: 200, picks: true, roomy: true },
  person: { View: PersonView, Editor: PersonEditor, width: 170, picks: true },
};
