import { Link } from "@tanstack/react-router";
import type { BreakingRecords, TypeSchema } from "../../../api";
import { formatNumber, i18n } from "../../../i18n";

/** How many records break a rule, in a sentence. */
export function breakingText({ count, count_exact: exact }: BreakingRecords): string {
  if (count === null) {
    return i18n._({
      id: "settings.rules.uncounted",
      message: "There are too many records to count those that break it.",
    });
  }
  if (!exact) {
    return i18n._({
      id: "settings.rules.many",
      message: "More than {most} records break it.",
      values: { most: formatNumber(count - 1) },
    });
  }
  return i18n._({
    id: "settings.rules.breaking",
    message: "{count, plural, =0 {Every record satisfies it.} one {# record breaks it.} other {# records break it.}}",
    values: { count },
  });
}

interface BreakingProps {
  type: TypeSchema;
  records: BreakingRecords;
}

/** How many records break a rule, and the way to them. */
export function Breaking({ type, records }: BreakingProps) {
  return (
    <p>
      {breakingText(records)}
      {records.count !== 0 && !type.setup && (
        <Link
          to="/$types"
          params={{ types: type.plural }}
          search={{ where: records.where }}
          className="ms-2 text-accent hover:underline"
        >
          {i18n._({ id: "settings.rules.show", message: "Show them" })}
        </Link>
      )}
    </p>
  );
}
