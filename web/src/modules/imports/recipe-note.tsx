import type { ImportUpload, TypeSchema } from "../../api";
import { i18n } from "../../i18n";

/** Says which system a file is from, where its headings tell, or that one like it was here before. */
export function RecipeNote({ upload, type }: { upload: ImportUpload; type: TypeSchema | undefined }) {
  if (upload.recipe === null || type === undefined) return null;
  return (
    <p className="mt-1 text-pretty">
      {upload.recipe.name === "remembered"
        ? i18n._({
            id: "imports.remembered",
            message:
              "Its columns are those of {file}, which was imported before. They are filled in as they were then.",
            values: { file: upload.recipe.label },
          })
        : i18n._({
            id: "imports.recipe",
            message:
              "This looks like an export from {system}: {what}. The columns are filled in as they are meant there.",
            values: { system: upload.recipe.label, what: type.plural_label },
          })}
    </p>
  );
}
