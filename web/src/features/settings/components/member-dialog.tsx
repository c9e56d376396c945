import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import { isSame } from '../rules/permissions'
import { rolesToGive } from '../rules/team'
import type { Member } from '../wire'
import { AccessFields } from './access-fields'
import { FormDialog } from './form-dialog'

export type MemberValues = { name: string; password?: string; role: Role; permissions: Permission[] | null }
type Props = { member: Member; offered: Permission[]; onClose: () => void }

/** What a person is and may here changes; what the signed-in person may not give is not offered. */
export function MemberDialog({ member, offered, onClose }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const { change } = useCollection<Member, MemberValues>('team')
  const problems = useProblems(change.error)
  const given = rolesToGive(tenant)
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState({ name: member.name, role: member.role, permissions: member.permissions })
  const set = (changes: Partial<typeof values>) => setValues({ ...values, ...changes })
  const roles = given.includes(member.role) ? given : [] // agency people do not become owners here

  const save = () => {
    setTried(true)
    if (!values.name.trim()) return
    const permissions = values.role === 'owner' ? null : values.permissions
    change.mutate(
      { id: member.user_id, name: values.name.trim(), ...(values.role !== member.role && { role: values.role }), ...(permissions && !(values.role === member.role && isSame(permissions, member.permissions)) && { permissions }) },
      { onSuccess: () => (toast(t('form.saved')), onClose()) },
    )
  }
  return (
    <FormDialog
      title={t('form.editNamed', { name: member.name })}
      isBusy={change.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={save}
    >
      <Field label={t('team.name')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
        <Input maxLength={120} value={values.name} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <AccessFields chosen={values} offered={offered} roles={roles} problemAt={problems.at} onChange={set} />
    </FormDialog>
  )
}
