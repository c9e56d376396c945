import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiKeyMade } from '@/client/types'
import { canChange, canSee, useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import { type Lasting, type Way, endOf, lasting, roomsOf, scopesOf, ways } from '../rules/keys'
import { FormDialog } from './form-dialog'

type Values = { name: string; scopes: string[]; expires_at: string | null }
type Props = { offered: string[]; onClose: () => void; onMade: (made: ApiKeyMade) => void }

/** A key is made: its name, what it may in each room that its maker may enter, and how long it lasts. */
export function ApiKeyDialog({ offered, onClose, onMade }: Props) {
  const { t } = useTranslation(['keys', 'settings'])
  const { tenant } = useSession()
  const { add } = useCollection<ApiKeyMade, Values>('keys')
  const problems = useProblems(add.error)
  const rooms = roomsOf(offered).filter((room) => canSee(tenant, room))
  const [hasTried, setTried] = useState(false)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Record<string, Way>>({})
  const [lasts, setLasts] = useState<Lasting>('365')
  const scopes = scopesOf(chosen)
  const save = () => {
    setTried(true)
    if (!name.trim() || scopes.length === 0) return
    add.mutate({ name: name.trim(), scopes, expires_at: endOf(lasts, Date.now()) }, { onSuccess: onMade })
  }
  return (
    <FormDialog title={t('keys:add')} lead={t('keys:mayHint')} submit={t('keys:add')} isBusy={add.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      <Field label={t('keys:name')} hint={t('keys:nameHint')} error={hasTried && !name.trim() ? t('settings:problems.required') : problems.at('name')}>
        <Input maxLength={120} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">{t('keys:may')}</legend>
        {rooms.map((room) => (
          <div key={room} className="flex items-center gap-3">
            <label htmlFor={`key-${room}`} className="min-w-0 flex-1 text-sm">
              {t(`keys:rooms.${room}` as 'keys:rooms.inbox')}
            </label>
            <Select id={`key-${room}`} className="w-40" value={chosen[room] ?? 'none'} onChange={(event) => setChosen({ ...chosen, [room]: event.target.value as Way })}>
              {ways.filter((way) => way !== 'write' || canChange(tenant, room)).map((way) => (
                <option key={way} value={way}>
                  {t(`keys:ways.${way}`)}
                </option>
              ))}
            </Select>
          </div>
        ))}
        {hasTried && scopes.length === 0 && (
          <p role="alert" className="text-xs font-medium text-danger">
            {t('keys:nothing')}
          </p>
        )}
      </fieldset>
      <Field label={t('keys:expires')} error={problems.at('expires_at')}>
        <Select value={lasts} onChange={(event) => setLasts(event.target.value as Lasting)}>
          {lasting.map((one) => (
            <option key={one} value={one}>
              {t(`keys:expiresIn.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  )
}
