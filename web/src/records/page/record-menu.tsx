import { Copy, ExternalLink, Merge, PanelRight, Trash2, Zap } from "lucide-react";
import { lazy } from "react";
import type { RecordData, TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { type MenuGroup, type MenuItem, notify, openLayer } from "../../ui";
import type { Writes } from "../data/use-writes";
import type { useGo } from "../navigation";
import { actionsFor } from "./action-dialogs";
import type { useActions } from "./run-action";

const MergeWith = lazy(() => import("../merge/merge-with"));

/** What can be done with one record, the same in rows, on cards and on its page. */
export function recordMenu(
  type: TypeSchema,
  record: RecordData,
  go: ReturnType<typeof useGo>,
  writes: Writes,
  actions: ReturnType<typeof useActions>,
  onPeek?: (record: RecordData) => void,
): MenuGroup[] {
  const open: MenuItem[] = [
    {
      label: i18n._({ id: "records.menu.open", message: "Open page" }),
      icon: <ExternalLink />,
      run: () => go.record(type.plural, record.id),
    },
    {
      label: i18n._({ id: "records.menu.copy", message: "Copy link" }),
      icon: <Copy />,
      run: () => {
        const address = new URL(`/${type.plural}/${record.id}`, location.origin).href;
        void navigator.clipboard
          .writeText(address)
          .then(() => notify({ message: i18n._({ id: "records.menu.copied", message: "Link copied" }) }));
      },
    },
  ];
  if (onPeek !== undefined) {
    open.unshift({
      label: i18n._({ id: "records.menu.peek", message: "Show beside the list" }),
      icon: <PanelRight />,
      keys: "space",
      run: () => onPeek(record),
    });
  }
  const groups: MenuGroup[] = [{ items: open }];
  const offered = actionsFor(type, record);
  if (offered.length > 0) {
    groups.push({
      items: offered.map((action) => ({
        label: action.label,
        icon: <Zap />,
        run: () => actions.run(action, { ids: [record.id] }),
      })),
    });
  }
  if (type.can.delete) {
    const merge: MenuItem = {
      label: i18n._({ id: "records.menu.merge", message: "Merge with another" }),
      icon: <Merge />,
      run: () => openLayer((close) => <MergeWith type={type} record={record} onClose={close} />),
    };
    groups.push({
      items: [
        ...(type.mergeable && type.can.update ? [merge] : []),
        {
          label: i18n._({ id: "records.menu.delete", message: "Move to the trash" }),
          icon: <Trash2 />,
          danger: true,
          run: () => void writes.remove({ ids: [record.id] }),
        },
      ],
    });
  }
  return groups;
}
