import { i18n } from "../../i18n";
import { Button } from "../../ui";
import type { ListSearch } from "../list/list-search";
import type { ListState } from "./use-views";

interface LeftOutProps {
  list: ListState;
  gone: readonly string[];
  /** What of the list's state still fits. */
  search: ListSearch;
}

const named = {
  sort: undefined,
  columns: undefined,
  group: undefined,
  across: undefined,
  start: undefined,
  end: undefined,
};

/** What of a view or an address means nothing here any more. */
export default function LeftOut({ list, gone, search }: LeftOutProps) {
  return (
    <p role="status" className="flex shrink-0 flex-wrap items-center gap-3 border-line border-b px-4 py-2 text-small">
      {list.missing
        ? i18n._({ id: "records.view.missing", message: "This view is gone, or it is not shared with you." })
        : i18n._({
            id: "records.view.gone",
            message: "No longer here, and left out: {names}",
            values: { names: gone.join(", ") },
          })}
      <Button
        size="small"
        onClick={() => (list.missing ? list.open(undefined, true) : list.change({ ...named, ...search }))}
      >
        {list.missing
          ? i18n._({ id: "records.view.without", message: "Go on without it" })
          : i18n._({ id: "records.view.forget", message: "Leave them out for good" })}
      </Button>
    </p>
  );
}
