import { lazy } from "react";
import { i18n } from "../i18n";
import { setFormHint } from "../records/form/form-hints";
import { setActionDialog } from "../records/page/action-dialogs";
import { setRecordTool } from "../records/page/record-tools";
import { setRelatedView } from "../records/page/related-views";

/** Puts what modules know in the place of what is drawn from the schema alone. */
export function placeModuleParts(): void {
  setActionDialog(
    "lead",
    "convert",
    lazy(async () => ({ default: (await import("../modules/leads")).ConversionDialog })),
  );
  setRecordTool({
    id: "log_call",
    label: () => i18n._({ id: "records.log_call", message: "Log a call" }),
    icon: "phone",
    keys: "l",
    types: ["company", "contact", "lead", "deal"],
    dialog: lazy(async () => ({ default: (await import("../modules/activities")).LogCallDialog })),
  });
  const closing = lazy(async () => ({ default: (await import("../modules/deals")).Closing }));
  for (const action of ["win", "lose", "end"]) setActionDialog("deal", action, closing);
  setRelatedView(
    "deal_line",
    "deal",
    lazy(async () => ({ default: (await import("../modules/deals")).Lines })),
  );
  setFormHint(
    "lead",
    lazy(async () => ({ default: (await import("../modules/leads")).Duplicates })),
  );
}
