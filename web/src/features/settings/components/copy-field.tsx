import { Check, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'

/** Something to take elsewhere: shown, and copied with one press. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation('settings')
  const id = useId()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    const box = document.getElementById(id) as HTMLInputElement | null
    box?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      setTimeout(() => setCopied(false), 2000)
    } catch {
      // without the clipboard's permission the text stays selected, ready for Ctrl+C
    }
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <Input id={id} readOnly value={value} className="font-mono text-xs" onFocus={(event) => event.target.select()} />
        <Button className="h-9 touch:h-11" aria-label={t('form.copyNamed', { name: label })} onClick={() => void copy()}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span role="status">{isCopied ? t('form.copied') : t('form.copy')}</span>
        </Button>
      </div>
      {hint && <p className="text-xs text-ink-3">{hint}</p>}
    </div>
  )
}
