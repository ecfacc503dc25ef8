import { lazy } from "react";
import { setFormHint } from "../records/form/form-hints";
import { setActionDialog } from "../records/page/action-dialogs";

/** Puts what modules know in the place of what is drawn from the schema alone. */
export function placeModuleParts(): void {
  setActionDialog(
    "lead",
    "convert",
    lazy(async () => ({ default: (await import("../modules/leads")).ConversionDialog })),
  );
  setFormHint(
    "lead",
    lazy(async () => ({ default: (await import("../modules/leads")).Duplicates })),
  );
}
