import type { ImportUpload, TypeSchema } from "../../api";
import { i18n } from "../../i18n";

/** Says which system a file is from, where its headings tell. */
export function RecipeNote({ upload, type }: { upload: ImportUpload; type: TypeSchema | undefined }) {
  if (upload.recipe === null || type === undefined) return null;
  return (
    <p className="mt-1 text-pretty">
      {i18n._({
        id: "imports.recipe",
        message: "This looks like an export from {system}: {what}. The columns are filled in as they are meant there.",
        values: { system: upload.recipe.label, what: type.plural_label },
      })}
    </p>
  );
}
