// Shows where a figure is from, beside it: on pointing, on focus, on touch. Without this script the link leads to the note itself.
(function () {
  "use strict";
  var tip = document.createElement("div"), shown = null, pinned = false, later = 0;
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.appendChild(tip);
  function figure(event) {
    var node = event.target;
    while (node && node !== document && !(node.className === "from" && node.hash)) { node = node.parentNode; }
    return node && node !== document ? node : null;
  }
  function hide() {
    if (shown) { shown.removeAttribute("aria-describedby"); }
    tip.hidden = true;
    shown = null;
    pinned = false;
  }
  function show(link) {
    clearTimeout(later);
    if (shown === link) { return; }
    hide();
    shown = link;
    tip.innerHTML = document.getElementById(link.hash.slice(1)).lastChild.innerHTML;
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    var at = link.getBoundingClientRect(), width = document.documentElement.clientWidth;
    var top = at.bottom + 6;
    if (top + tip.offsetHeight > window.innerHeight && at.top > tip.offsetHeight + 6) { top = at.top - tip.offsetHeight - 6; }
    tip.style.left = Math.max(8, Math.min(at.left, width - tip.offsetWidth - 8)) + window.pageXOffset + "px";
    tip.style.top = top + window.pageYOffset + "px";
  }
  function leave() {
    clearTimeout(later);
    later = setTimeout(function () { if (!pinned) { hide(); } }, 200);
  }
  document.addEventListener("mouseover", function (event) {
    var link = figure(event);
    if (link && !pinned) { show(link); }
    if (tip.contains(event.target)) { clearTimeout(later); }
  });
  document.addEventListener("mouseout", function (event) {
    if (figure(event) || tip.contains(event.target)) { leave(); }
  });
  document.addEventListener("focusin", function (event) {
    var link = figure(event);
    if (link) { show(link); } else if (!tip.contains(event.target)) { hide(); }
  });
  document.addEventListener("click", function (event) {
    var link = figure(event);
    if (link) {
      event.preventDefault();
      var again = shown === link && pinned;
      show(link);
      pinned = true;
      if (again) { hide(); }
    } else if (!tip.contains(event.target)) { hide(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" || event.key === "Esc") { hide(); }
  });
})();
