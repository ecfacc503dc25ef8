/** What is wrong with a form as a whole. Always in the page, so that screen readers hear it come. */
export function FormError({ message }: { message: string | undefined }) {
  return (
    <p role="alert" className="rounded-control bg-danger-bg px-3 py-2 text-danger empty:hidden">
      {message}
    </p>
  );
}
