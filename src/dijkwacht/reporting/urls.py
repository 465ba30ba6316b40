from django.urls import path

from dijkwacht.reporting import views

urlpatterns = [
    path("documents/", views.documents, name="documents"),
    path("documents/<uuid:document>/", views.document, name="document"),
    path("documents/<uuid:document>/pdf/", views.document_pdf, name="document_pdf"),
    path("documents/<uuid:document>/odt/", views.document_odt, name="document_odt"),
    path("documents/<uuid:document>/preview/", views.document_preview, name="document_preview"),
    path("documents/<uuid:document>/anew/", views.redraft, name="redraft_document"),
    path("documents/<uuid:document>/approve/", views.approve, name="approve_document"),
    path("documents/<uuid:document>/send/", views.send, name="send_document"),
    path("responses/<uuid:response>/documents/", views.write, name="write_document"),
    path("responses/<uuid:response>/questions/", views.questions, name="questions"),
    path("responses/<uuid:response>/questions/<path:question_set>/", views.answers, name="answers"),
    path("desk/folder/", views.desk_folder, name="desk_folder"),
    path("night/<uuid:organisation>/", views.sheet, name="night_sheet"),
    path("night/<uuid:organisation>/pdf/", views.sheet_pdf, name="night_sheet_pdf"),
    path("night/<uuid:organisation>/words/", views.new_words, name="new_code_words"),
    path("picture/", views.pictures, name="picture"),
    path("picture/<uuid:case>/", views.picture, name="case_picture"),
]
