// The map, drawn from the list that is on the page already; nothing is asked of anybody for it,
// unless the ward chose a server for the background (data-tiles). Nothing moves by itself.
"use strict";
(() => {
  const UP = 0.0015, ASIDE = 0.002; // half a cell, in degrees
  const point = (text) => text.split(",").map(Number);
  const cell = ([north, east]) => [[north - UP, east - ASIDE], [north + UP, east + ASIDE]];
  const still = { animate: false };

  function mark(words, kind) {
    const span = document.createElement("span");
    span.append(words);
    return L.divIcon({ className: kind, html: span, iconSize: [48, 48] });
  }

  // A map without motion, with words of ours on its buttons.
  function draw(place) {
    const map = L.map(place, {
      attributionControl: false, zoomControl: false, zoomAnimation: false, fadeAnimation: false,
      markerZoomAnimation: false, inertia: false, scrollWheelZoom: false, minZoom: 9, maxZoom: 17,
    });
    const { panBy } = map;
    map.panBy = (by) => panBy.call(map, by, still);
    map.getPane("overlayPane").setAttribute("aria-hidden", "true"); // what it draws, the marks say
    const { closer, further, tiles, credit } = place.dataset;
    L.control.zoom({ zoomInTitle: closer, zoomOutTitle: further, position: "bottomright" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    if (tiles) {
      L.tileLayer(tiles, { maxZoom: 17 }).addTo(map);
      const line = document.createElement("span");
      line.append(credit);
      L.control.attribution({ prefix: false }).addTo(map).addAttribution(line.innerHTML);
    }
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
    return map;
  }

  function popup(spot) {
    const shown = document.createElement("div");
    for (const part of spot.children) shown.append(part.cloneNode(true));
    for (const named of shown.querySelectorAll("[id]")) named.removeAttribute("id");
    return shown;
  }

  function put(map, spot) {
    const at = point(spot.dataset.at), count = spot.dataset.count;
    const name = spot.querySelector("h3").textContent.replace(/\s+/g, " ").trim();
    if (!("public" in spot.dataset)) L.rectangle(cell(at), { className: "cell", interactive: false }).addTo(map);
    const kind = "public" in spot.dataset ? "many public" : "many";
    const pin = L.marker(at, { icon: mark(count, kind), riseOnHover: true, autoPanOnFocus: false });
    pin.bindPopup(popup(spot), { autoPan: true, maxWidth: 260, closeButton: true }).addTo(map);
    pin.getElement().setAttribute("aria-label", name);
    pin.on("popupopen", ({ popup: open }) => {
      const box = open.getElement(), close = box.querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", map.getContainer().dataset.close);
      box.querySelector("li a")?.focus();
    });
    pin.on("popupclose", () => {
      if (document.activeElement === document.body) pin.getElement().focus({ preventScroll: true });
    });
    return at;
  }

  function name(map, at, words) {
    const above = [at[0] + UP, at[1]]; // so that it lies on no mark
    const label = L.marker(above, { icon: mark(words, "ward-name"), interactive: false, keyboard: false, zIndexOffset: -500 });
    label.addTo(map).getElement().setAttribute("aria-hidden", "true");
  }

  function board(place) {
    const spots = [...document.querySelectorAll(".spot[data-at]")];
    const { centre, ward } = place.dataset;
    if (!spots.length && !centre) return;
    place.hidden = false;
    const map = draw(place);
    const found = spots.map((spot) => point(spot.dataset.at));
    if (centre) found.push(point(centre));
    map.fitBounds(L.latLngBounds(found.flatMap(cell)), { maxZoom: 15, padding: [24, 24], ...still });
    for (const spot of spots) put(map, spot);
    if (centre) name(map, point(centre), ward);
    for (const one of document.querySelectorAll("#wijken [data-at]")) name(map, point(one.dataset.at), one.textContent);
  }

  window.kaart = { draw, cell, name };
  const place = document.getElementById("kaart");
  if (place) board(place);
})();
