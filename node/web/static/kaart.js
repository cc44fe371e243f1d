// The map, drawn from the list that is on the page already; nothing is asked of anybody for it,
// unless the ward chose a server for the background (data-tiles). Nothing moves by itself.
"use strict";
(() => {
  const UP = 0.0015, ASIDE = 0.002; // half a cell, in degrees
  const APART = 56; // pixels: two marks nearer than that would lie on one another
  const ASIDES = [0, -36, 36, -72, 72, -108, 108, -144, 144]; // pixels: where else a name may lie
  const point = (text) => text.split(",").map(Number);
  const cell = ([north, east]) => [[north - UP, east - ASIDE], [north + UP, east + ASIDE]];
  const still = { animate: false };

  const pins = new Map(); // which mark a spot lies under

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

  function popup(spots) {
    const shown = document.createElement("div");
    for (const part of spots.flatMap((spot) => [...spot.children])) shown.append(part.cloneNode(true));
    for (const named of shown.querySelectorAll("[id]")) named.removeAttribute("id");
    return shown;
  }

  // What would lie on one another at this zoom is one pile, where its first spot is.
  function piles(map, spots, zoom) {
    const found = [];
    for (const spot of spots) {
      const at = map.project(point(spot.dataset.at), zoom);
      const near = found.find((pile) => pile.at.distanceTo(at) < APART);
      if (near) near.spots.push(spot);
      else found.push({ at, spots: [spot] });
    }
    return found.map((pile) => pile.spots);
  }

  function opens(map, pin, spots) { // its listings
    pin.bindPopup(popup(spots), { autoPan: true, maxWidth: 260, closeButton: true });
    pin.on("popupopen", ({ popup: open }) => {
      const box = open.getElement(), close = box.querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", map.getContainer().dataset.close);
      box.querySelector("li a")?.focus();
    });
    pin.on("popupclose", () => {
      if (document.activeElement === document.body) pin.getElement()?.focus({ preventScroll: true });
    });
  }

  function comesCloser(map, pin, spots) { // until it is more than one pile
    const all = L.latLngBounds(spots.map((spot) => point(spot.dataset.at)));
    const come = () => {
      let zoom = map.getZoom() + 1;
      while (piles(map, spots, zoom).length === 1) zoom += 1;
      map.setView(all.getCenter(), zoom, still);
      pins.get(spots[0]).getElement().focus({ preventScroll: true });
    };
    pin.on("click", come);
    pin.on("keypress", ({ originalEvent: { key } }) => key === "Enter" && come());
  }

  function put(map, layer, spots) {
    const [first] = spots, apart = piles(map, spots, map.getMaxZoom()).length > 1;
    const count = spots.reduce((sum, spot) => sum + Number(spot.dataset.count), 0);
    const kind = spots.length > 1 ? "many pile" : "public" in first.dataset ? "many public" : "many";
    const pin = L.marker(point(first.dataset.at), { icon: mark(count, kind), riseOnHover: true, autoPanOnFocus: false });
    if (apart) comesCloser(map, pin, spots);
    else opens(map, pin, spots);
    pin.addTo(layer).getElement().setAttribute("aria-label", said(map, spots, count));
    pin.getElement().addEventListener("keydown", (event) => { // as on any button
      if (event.key !== " ") return;
      event.preventDefault();
      pin.fire("click");
    });
    for (const spot of spots) pins.set(spot, pin);
  }

  function said(map, spots, count) {
    if (spots.length === 1) return spots[0].querySelector("h3").textContent.replace(/\s+/g, " ").trim();
    return map.getContainer().dataset.pile.replace("{places}", spots.length).replace("{count}", count);
  }

  function putAll(map, layer, spots) {
    layer.clearLayers();
    const found = piles(map, spots, map.getZoom());
    for (const pile of found) put(map, layer, pile);
    document.getElementById("stapels").hidden = found.length === spots.length;
  }

  function name(map, at, words) {
    const above = [at[0] + UP, at[1]]; // so that it lies on no mark
    const label = L.marker(above, { icon: mark(words, "ward-name"), interactive: false, keyboard: false, zIndexOffset: -500 });
    label.addTo(map).getElement().setAttribute("aria-hidden", "true");
    return label;
  }

  // Names where nothing lies: as near as can be, or not at all.
  function makeWay(map, names) {
    const taken = [...map.getContainer().querySelectorAll(".many > span")].map(box);
    for (const label of names) {
      const span = label.getElement().firstChild, { style } = span;
      const free = ASIDES.some((aside) => {
        style.transform = `translateY(${aside}px)`;
        return !taken.some((other) => touch(box(span), other));
      });
      style.visibility = free ? "visible" : "hidden";
      if (free) taken.push(box(span));
    }
  }

  const box = (element) => element.getBoundingClientRect();
  const touch = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  // What is out of sight is not come to by Tab: the arrows move the map.
  function letBeReached(map) {
    for (const pin of new Set(pins.values())) pin.getElement()?.setAttribute("tabindex", map.getBounds().contains(pin.getLatLng()) ? "0" : "-1");
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
    for (const spot of spots) {
      if (!("public" in spot.dataset)) L.rectangle(cell(point(spot.dataset.at)), { className: "cell", interactive: false }).addTo(map);
    }
    const marks = L.layerGroup().addTo(map);
    const others = [...document.querySelectorAll("#wijken [data-at]")];
    const names = others.map((one) => name(map, point(one.dataset.at), one.textContent));
    if (centre) names.unshift(name(map, point(centre), ward));
    const shown = () => { makeWay(map, names); letBeReached(map); };
    putAll(map, marks, spots);
    shown();
    map.on("zoomend", () => putAll(map, marks, spots));
    map.on("moveend", shown);
  }

  window.kaart = { draw, cell, name };
  const place = document.getElementById("kaart");
  if (place) board(place);
})();
