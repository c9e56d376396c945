import { useState } from 'react'

/** What somebody is changing, apart from what is kept: `isDirty` while the two differ. */
export function useDraft<T extends object>(kept: T) {
  const [draft, setDraft] = useState<T | null>(null)
  const value = draft ?? kept
  return {
    value,
    isDirty: draft !== null && JSON.stringify(draft) !== JSON.stringify(kept),
    set: (changes: Partial<T>) => setDraft((now) => ({ ...(now ?? kept), ...changes })),
    discard: () => setDraft(null),
  }
}
