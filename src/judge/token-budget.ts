/** Tokens set aside for a question. `settle` replaces the estimate by what it took; only the first call counts. */
export type Reservation = { settle(used: number): void };

export type TokenBudget = {
  /** Null where the day has not enough left. */
  reserve(estimate: number): Reservation | null;
  /** Tokens taken so far on this day. */
  spent(): number;
};

/** A budget per UTC day, kept in memory: each process has its own, and a restart starts it anew. */
export function createTokenBudget({ perDay, now }: { readonly perDay: number; readonly now: () => Date }): TokenBudget {
  let day = "";
  let spent = 0;
  const today = (): string => {
    const current = now().toISOString().slice(0, 10);
    if (current !== day) [day, spent] = [current, 0];
    return day;
  };
  return {
    reserve(estimate) {
      const reservedOn = today();
      if (spent + estimate > perDay) return null;
      spent += estimate;
      let isOpen = true;
      return {
        settle(used) {
          if (isOpen && today() === reservedOn) spent += used - estimate;
          isOpen = false;
        },
      };
    },
    spent() {
      today();
      return spent;
    },
  };
}
