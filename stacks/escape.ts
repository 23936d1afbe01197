/**
 * Terraform reads `${` and `%{` in any JSON string as a template. Whatever a person wrote passes through here, so
 * that a school's name can never become an expression.
 */
export function literal(text: string): string {
  return text.replaceAll("${", "$${").replaceAll("%{", "%%{");
}
