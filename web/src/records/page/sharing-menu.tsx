import { Users } from "lucide-react";
import { lazy } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { type MenuGroup, openLayer } from "../../ui";

const SharingDialog = lazy(async () => ({ default: (await import("../sharing")).SharingDialog }));

/** The way to who sees a record, and why. */
export function sharingMenu(type: TypeSchema, record: RecordData): MenuGroup {
  return {
    items: [
      {
        label: i18n._({ id: "records.menu.sharing", message: "Who sees this" }),
        icon: <Users />,
        run: () => openLayer((close) => <SharingDialog type={type} record={record} onClose={close} />),
      },
    ],
  };
}
