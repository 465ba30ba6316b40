from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

Answer = Callable[[HttpRequest], HttpResponse]


def middleware(get_response: Answer) -> Answer:
    """Answer GET /healthz before host names, sessions and the database are asked anything: 200 while alive."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz" and request.method in {"GET", "HEAD"}:
            return JsonResponse({"status": "alive"})
        return get_response(request)

    return answer
