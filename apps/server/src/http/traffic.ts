/** How many requests are being answered. */
export interface Traffic {
  readonly underWay: number;
  /** A request has come; returns what is to be called when it has its answer, or is gone. */
  enter(): () => void;
}

export function createTraffic(): Traffic {
  let underWay = 0;
  return {
    get underWay() {
      return underWay;
    },
    enter() {
      underWay += 1;
      return () => {
        underWay -= 1;
      };
    },
  };
}
