from django.urls import path

from dijkwacht.advisories import views

urlpatterns = [
    path("advisories/", views.advisories, name="advisories"),
    path("advisories/write/", views.write_advisory, name="write_advisory"),
    path("advisories/providers/", views.providers, name="providers"),
    path("advisories/providers/<uuid:provider>/", views.provider, name="provider"),
    path("advisories/upload/", views.upload_advisory, name="upload_advisory"),
    path("advisories/<uuid:advisory>/", views.advisory, name="advisory"),
    path("advisories/<uuid:advisory>/revise/", views.revise_advisory, name="revise_advisory"),
    path("advisories/<uuid:advisory>/read/", views.read_advisory, name="read_advisory"),
    path("advisories/<uuid:advisory>/comments/", views.comment_advisory, name="comment_advisory"),
    path("advisories/<uuid:advisory>/assignee/", views.assign_advisory, name="assign_advisory"),
    path("advisories/<uuid:advisory>/aside/", views.set_aside_advisory, name="set_aside_advisory"),
    path("advisories/<uuid:advisory>/mark/", views.mark_advisory, name="mark_advisory"),
    path("advisories/<uuid:advisory>/compare/", views.compare_advisory, name="compare_advisory"),
    path("advisories/<uuid:advisory>/join/", views.join_pre_warning, name="join_pre_warning"),
    path("advisories/<uuid:advisory>/judgement/", views.judge_advisory, name="judge_advisory"),
    path("advisories/<uuid:advisory>/publications/", views.publish_advisory, name="publish_advisory"),
    path("advisories/<uuid:advisory>/reopening/", views.advise_reopening, name="advise_reopening"),
    path("advisories/<uuid:advisory>/reopening/<uuid:advice>/revoke/", views.revoke_reopening, name="revoke_reopening"),
    path("advisories/<uuid:advisory>/<str:digest>.json", views.advisory_file, name="advisory_file"),
]
