// A line that Enter saves; Shift and Enter begins a new one. While a word is being composed Enter belongs to it.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    const box = event.target.closest("[data-submit-on-enter]");
    if (!box || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  });
})();
