/** Browsers stop laying out somewhere above 16 million pixels; 10 million is safe in all of them. */
export const tallest = 10_000_000;

/**
 * Maps the scrollbar of an element that is at most `tallest` pixels high to the offset in a list that may be higher.
 * Small movements are followed pixel by pixel, so that the wheel and touch feel the same in every list. Long ones, such
 * as dragging the bar, land in proportion. `rest` brings the bar back into proportion once scrolling has stopped.
 */
export class ScrollScale {
  /** The offset in the list that is at the top of the viewport. */
  offset = 0;
  #bar = 0;
  #total = 0;
  #viewport = 0;

  resize(total: number, viewport: number): void {
    this.#total = total;
    this.#viewport = viewport;
    // A list that has become shorter takes the bar along, as the browser does by itself.
    if (this.offset > this.#farthest) this.goTo(this.#farthest);
  }

  /** The height to give the element that is scrolled. */
  get height(): number {
    return Math.min(this.#total, tallest);
  }

  /** What to add to a position in the list to get the position in the element. */
  get shift(): number {
    return this.#bar - this.offset;
  }

  get #farthest(): number {
    return Math.max(0, this.#total - this.#viewport);
  }

  get #farthestBar(): number {
    return Math.max(0, this.height - this.#viewport);
  }

  /** The bar stands at `bar` now; answers the offset in the list. */
  moved(bar: number): number {
    const delta = bar - this.#bar;
    this.#bar = bar;
    const far = Math.abs(delta) > this.#viewport * 2;
    if (this.#total <= tallest) this.offset = bar;
    else if (bar <= 0) this.offset = 0;
    else if (bar >= this.#farthestBar - 1) this.offset = this.#farthest;
    else this.offset = far ? this.#inProportion(bar) : Math.min(Math.max(0, this.offset + delta), this.#farthest);
    return this.offset;
  }

  /** Goes to an offset in the list; answers where to put the bar. */
  goTo(offset: number): number {
    this.offset = Math.min(Math.max(0, offset), this.#farthest);
    this.#bar = this.#barFor(this.offset);
    return this.#bar;
  }

  /** Where the bar belongs for the present offset; put it there when scrolling has stopped. */
  rest(): number {
    return this.goTo(this.offset);
  }

  #inProportion(bar: number): number {
    return this.#farthestBar === 0 ? 0 : Math.round((bar / this.#farthestBar) * this.#farthest);
  }

  #barFor(offset: number): number {
    if (this.#total <= tallest || this.#farthest === 0) return offset;
    return Math.round((offset / this.#farthest) * this.#farthestBar);
  }
}
