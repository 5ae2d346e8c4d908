// Gradio's parts, written and pressed as a person would: the script has no other way to the server
// of a conversation.

export function write(id, text) {
  const field = document.querySelector(`#${id} textarea, #${id} input`);
  if (!field) return null;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}

export function press(field, text, button) {
  write(field, text);
  setTimeout(() => {
    const at = document.getElementById(button);
    (at?.matches("button") ? at : at?.querySelector("button"))?.click();
  });
}
