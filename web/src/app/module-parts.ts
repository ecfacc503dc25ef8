import { lazy } from "react";
import type { RecordData } from "../api";
import { i18n } from "../i18n";
import { setFormHint } from "../records/form/form-hints";
import { setActionDialog, setActionOffer } from "../records/page/action-dialogs";
import { setRecordNote } from "../records/page/record-notes";
import { setRecordTool } from "../records/page/record-tools";
import { setRelatedView } from "../records/page/related-views";

// One call each, so that the first load does not carry the list of their parts for every place.
const activities = () => import("../modules/activities");
const deals = () => import("../modules/deals");
const leads = () => import("../modules/leads");

/** Puts what modules know in the place of what is drawn from the schema alone. */
export function placeModuleParts(): void {
  setActionDialog(
    "lead",
    "convert",
    lazy(async () => ({ default: (await leads()).ConversionDialog })),
  );
  const series = (dialog: "RepeatDialog" | "SpreadDialog") =>
    lazy(async () => ({ default: (await activities())[dialog] }));
  setActionDialog("activity", "repeat", series("RepeatDialog"));
  setActionDialog("activity", "spread", series("SpreadDialog"));
  const inSeries = ({ repetition }: RecordData) => repetition !== null;
  const offers = {
    pin: ({ kind, pinned_at }: RecordData) => kind === "note" && pinned_at === null,
    unpin: ({ pinned_at }: RecordData) => pinned_at !== null,
    repeat: (record: RecordData) => !inSeries(record),
    spread: inSeries,
    end_repetition: inSeries,
  };
  for (const [action, offer] of Object.entries(offers)) setActionOffer("activity", action, offer);
  setRecordNote(
    "activity",
    lazy(async () => ({ default: (await activities()).SeriesNote })),
  );
  setRecordTool({
    id: "log_call",
    label: () => i18n._({ id: "records.log_call", message: "Log a call" }),
    icon: "phone",
    keys: "l",
    types: ["company", "contact", "lead", "deal"],
    dialog: lazy(async () => ({ default: (await activities()).LogCallDialog })),
  });
  const closing = lazy(async () => ({ default: (await deals()).Closing }));
  for (const action of ["win", "lose", "end"]) setActionDialog("deal", action, closing);
  setRelatedView(
    "deal_line",
    "deal",
    lazy(async () => ({ default: (await deals()).Lines })),
  );
  const duplicates = lazy(async () => ({ default: (await leads()).Duplicates }));
  for (const type of ["lead", "contact", "company"]) setFormHint(type, duplicates);
}
