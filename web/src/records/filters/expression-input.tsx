import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { functionsQuery, type TypeSchema } from "../../api";
import { SuggestControl } from "../../ui/combobox-control";
import { useSchema } from "../data/schema";
import { completionsAt } from "./completion";

interface ExpressionInputProps extends Omit<ComponentProps<typeof SuggestControl>, "suggest" | "type"> {
  type: TypeSchema;
  value: string;
}

/** Text in the expression language, with fields, functions and periods offered while it is typed. */
export default function ExpressionInput({ type, ...rest }: ExpressionInputProps) {
  const schema = useSchema();
  const { data: functions } = useQuery(functionsQuery);
  return (
    <SuggestControl
      {...rest}
      suggest={(caret) => completionsAt(rest.value, caret, schema, type, functions?.data ?? [])}
    />
  );
}
