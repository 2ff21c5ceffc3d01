// Filters and sorts the list, and says how many lines are shown. Without it the same choices work by styles, save the search.
(function () {
  "use strict";
  var desk = document.getElementById("desk"), find = document.getElementById("find"), down = document.getElementById("down");
  var shown = document.getElementById("shown"), table = desk.querySelector("table"), body = table.tBodies[0];
  var lines = [].slice.call(body.rows), heads = [].slice.call(table.querySelectorAll("th[data-by]"));
  var texts = lines.map(function (line) { return line.textContent.toLowerCase(); });
  function picked(name) {
    var one = desk.querySelector("input[name=" + name + "]:checked");
    return one ? one.value : "";
  }
  function number(line, key) {
    var told = line.style.getPropertyValue("--" + key);
    return told === "" ? null : Number(told);
  }
  function filter() {
    var words = find.value.toLowerCase().split(/\s+/), count = 0;
    var kinds = ["state", "county", "year"].map(picked).filter(String);
    lines.forEach(function (line, place) {
      var kept = kinds.every(function (kind) { return line.classList.contains(kind); });
      kept = kept && words.every(function (word) { return texts[place].indexOf(word) >= 0; });
      line.hidden = !kept;
      count += kept ? 1 : 0;
    });
    var told = shown.getAttribute("data-words").replace("{0}", count).replace("{1}", lines.length);
    if (shown.textContent !== told) { shown.textContent = told; }
  }
  function sort() {
    var key = picked("by"), turned = down.checked ? -1 : 1;
    var order = lines.slice().sort(function (one, two) {
      var a = number(one, key), b = number(two, key);
      if (a === null || b === null) { return (a === null) - (b === null) || number(one, "i") - number(two, "i"); }
      return turned * (a - b) || number(one, "i") - number(two, "i");
    });
    var all = document.createDocumentFragment();
    order.forEach(function (line) { all.appendChild(line); });
    body.appendChild(all);
    heads.forEach(function (head) {
      head.setAttribute("aria-sort", head.getAttribute("data-by") !== key ? "none" : down.checked ? "descending" : "ascending");
    });
  }
  heads.forEach(function (head) {
    var button = document.createElement("button"), key = head.getAttribute("data-by");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", function () {
      down.checked = picked("by") === key ? !down.checked : false;
      document.getElementById("by-" + key).checked = true;
      sort();
    });
  });
  desk.addEventListener("change", function (event) {
    if (event.target.name === "by" || event.target === down) { sort(); } else { filter(); }
  });
  find.addEventListener("input", filter);
  find.parentNode.hidden = false;
  document.documentElement.className = "js";
  // Coming back to the page, browsers restore what was chosen.
  window.addEventListener("pageshow", function () {
    if (picked("by") !== "i" || down.checked) { sort(); }
    filter();
  });
})();
