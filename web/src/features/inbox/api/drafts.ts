/** What somebody began to write, per conversation and mode, for as long as the tab lives. */
import { useState } from 'react'

const name = (conversationId: string, mode: string) => `atende.draft.${mode}.${conversationId}`

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function write(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key, text)
    else sessionStorage.removeItem(key)
  } catch {
    // storage is blocked or full: the draft lives as long as the screen
  }
}

export function useDraft(conversationId: string, mode: 'message' | 'note'): [string, (text: string) => void] {
  const [drafts, setDrafts] = useState(() => ({ message: read(name(conversationId, 'message')), note: read(name(conversationId, 'note')) }))
  const set = (text: string) => {
    write(name(conversationId, mode), text)
    setDrafts((now) => ({ ...now, [mode]: text }))
  }
  return [drafts[mode], set]
}
